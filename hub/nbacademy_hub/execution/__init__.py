"""What is to be computed: the queue of grading jobs, and the dask cluster that does them."""
