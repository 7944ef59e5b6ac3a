using Signet.Core.Primitives;
using Signet.Fuzz.Engine;

namespace Signet.Fuzz.Targets;

/// <summary>What targets check.</summary>
internal static class Property
{
    /// <summary>
    /// The beginnings of messages with which Kubernetes answers 500 for mistakes of clients, too; clients compare the answers. Of creates and updates
    /// (apiserver, <c>rest/create.go</c>), strategic merge patches (apimachinery, <c>strategicpatch/patch.go</c>) and server-side apply
    /// (apimachinery, <c>managedfields</c>).
    /// </summary>
    private static readonly string[] ServerErrorsOfKubernetes =
    [
        "resourceVersion should not be set on objects to be created", "the resourceVersion \"",
        "unknown patch type: ", "an entry of a list does not contain declared merge key: ", "The order in patch list: ", "list element types are not identical",
        "merging lists cannot yet be specified in the patch", "cannot merge lists without merge key",
        "operation must be `Apply` or `Update`", "apiVersion must not be empty", "invalid fieldsType \"",
        "failed to create typed patch object (", "failed to convert new object (", "failed to decode managed fields: ",
    ];

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
        if (error.Code is < 400 or >= 500 && !Array.Exists(ServerErrorsOfKubernetes, known => error.Message.StartsWith(known, StringComparison.Ordinal)) &&
            !(error.Reason == StatusReasons.None && error.Message.EndsWith(": expected a list", StringComparison.Ordinal)))
        {
            throw new PropertyException($"status-{error.Code}", $"{error.Code} {error.Reason}: {error.Message}");
        }
    }
}
