namespace Signet.SystemTests.Federation;

/// <summary>Stands for a product's command line and what is behind it.</summary>
internal interface ICloudStandIn
{
    /// <summary>The name of the program.</summary>
    string Program { get; }

    /// <summary>Runs a command; returns what it prints.</summary>
    /// <param name="arguments">What follows the program's name.</param>
    /// <exception cref="RefusedException">The product would refuse it.</exception>
    Task<string> RunAsync(IReadOnlyList<string> arguments);
}
