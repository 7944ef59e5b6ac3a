namespace Signet.Cli.Api;

/// <summary>What the choice of a server depends on besides flags.</summary>
internal sealed record ApiEnvironment
{
    /// <summary>The environment of this process.</summary>
    public static ApiEnvironment OfProcess { get; } = new();

    /// <summary>Reads an environment variable.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>The current folder; relative paths start from it.</summary>
    public string Folder { get; init; } = Environment.CurrentDirectory;

    /// <summary>The files of the service account of a pod.</summary>
    public string ServiceAccountFolder { get; init; } = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>The home folder of the user; null when it is not known.</summary>
    public string? Home => Variable("HOME") is { Length: > 0 } home ? home
        : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } profile ? profile : null;
}
