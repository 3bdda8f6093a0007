"""Complete fakes of every port: for tests, the demo and benchmarks."""
