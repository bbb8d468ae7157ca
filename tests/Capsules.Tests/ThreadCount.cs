namespace Capsules.Tests;

/// <summary>Tests that set the number of threads: it is the process's, and tests beside them compare numbers to the last bit.</summary>
[CollectionDefinition("thread count", DisableParallelization = true)]
public sealed class ThreadCountCollection;
