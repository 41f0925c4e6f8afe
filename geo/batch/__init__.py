"""Work that is too large for one go: the same functions over many partitions, with Dask."""
