using System.Collections.Frozen;

namespace Signet.Signing.External.Protocol;

/// <summary>The paths of the methods. All versions of <c>ExternalJWTSigner</c> have the same methods with the same messages.</summary>
internal static class SignerMethods
{
    /// <summary>The names of the service by version, the current one first.</summary>
    private static readonly string[] Services = ["v1.ExternalJWTSigner", "v1alpha1.ExternalJWTSigner"];

    private static readonly FrozenDictionary<string, SignerMethod> ByPath = Services
        .SelectMany(service => Enum.GetValues<SignerMethod>().Select(method => (Path: PathOf(service, method), Method: method)))
        .ToFrozenDictionary(one => one.Path, one => one.Method, StringComparer.Ordinal);

    /// <summary>The name of the service of the current version.</summary>
    public static string ServiceName => Services[0];

    /// <summary>The path of a method of the current version.</summary>
    public static string PathOf(SignerMethod method) => PathOf(Services[0], method);

    /// <summary>The method of a path; null when there is none.</summary>
    public static SignerMethod? TryParse(string? path) => path is not null && ByPath.TryGetValue(path, out var method) ? method : null;

    private static string PathOf(string service, SignerMethod method) => $"/{service}/{method}";
}
