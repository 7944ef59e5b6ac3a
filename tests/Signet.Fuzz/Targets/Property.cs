using Signet.Core.Primitives;
using Signet.Fuzz.Engine;

namespace Signet.Fuzz.Targets;

/// <summary>What targets check.</summary>
internal static class Property
{
    /// <summary>Kubernetes answers these mistakes of clients with 500, too, and clients compare the answers.</summary>
    private static readonly string[] ServerErrorsOfKubernetes = ["resourceVersion should not be set on objects to be created", "the resourceVersion "];

    /// <summary>Throws when something does not hold.</summary>
    /// <param name="holds">Whether it holds.</param>
    /// <param name="kind">The property, in a few words.</param>
    /// <param name="detail">More about a violation.</param>
    public static void Holds(bool holds, string kind, string detail = "")
    {
        if (!holds)
        {
            throw new PropertyException(kind, $"{kind}: {detail}");
        }
    }

    /// <summary>The answer to an input is an error of the client, 400 to 499.</summary>
    public static void IsClientError(StatusError error)
    {
        if (error.Code is < 400 or >= 500 && !Array.Exists(ServerErrorsOfKubernetes, known => error.Message.StartsWith(known, StringComparison.Ordinal)))
        {
            throw new PropertyException($"status-{error.Code}", $"{error.Code} {error.Reason}: {error.Message}");
        }
    }
}
