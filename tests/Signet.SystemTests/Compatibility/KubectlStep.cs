namespace Signet.SystemTests.Compatibility;

/// <summary>A step of the walk with kubectl.</summary>
/// <param name="Command">The command, as the page shows it.</param>
/// <param name="Shows">What it shows.</param>
/// <param name="RunAsync">Runs it and asserts the result.</param>
internal sealed record KubectlStep(string Command, string Shows, Func<Task> RunAsync);
