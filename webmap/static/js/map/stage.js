// What the map offers to what stands beside it, such as editing: one object, given once the map is
// drawn for the first time. Modules in folders of their own import `stage` and wait for it:
//
//   const { map, config, hold, placesChanged } = await stage;
//
// map             the Leaflet map; whoever adds layers brings panes of its own (z-index above 460)
// config          addresses and palette, as the page hands them over
// scene()         the scene that is shown
// chosen()        key of the open building, or null
// open(id, {unit, fly})   opens a building; null closes it
// hold(on)        while on, a click or a pointer over the map neither opens nor names a building
// buildingAt(latlng)      key of the building that is drawn there, or null
// placesChanged() draws what was changed of the places since the map was drawn, then counts again;
//                 a promise that is kept when the change is seen
// tell(sentence, {retry}) says a sentence over the map

// It is kept beside the page, since what stands beside the map is fetched apart from it.
const kept = (globalThis.peoplesMapStage ??= {});
kept.promise ??= new Promise((resolve) => {
  kept.give = resolve;
});

export const stage = kept.promise;

export function setStage(offered) {
  kept.give(Object.freeze(offered));
}
