namespace Signet.SystemTests.Federation;

/// <summary>A stand-in for a command line of a product and its service.</summary>
internal interface ICloudStandIn
{
    string Program { get; }

    /// <summary>Runs a command; returns its output.</summary>
    /// <param name="arguments">The arguments of the program.</param>
    /// <exception cref="RefusedException">The product would refuse the command.</exception>
    Task<string> RunAsync(IReadOnlyList<string> arguments);
}
