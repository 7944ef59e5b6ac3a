using Signet.Core.Primitives;

namespace Signet.Core.Resources.Patching.Strategic;

/// <summary>
/// The errors of strategic merge patches (apimachinery, <c>pkg/util/mergepatch/errors.go</c>): 400 or 422 when Kubernetes classifies them,
/// else 500 without a reason. No text shows a value, which may be secret.
/// </summary>
internal static class StrategicErrors
{
    public static StatusError BadDeletionList { get; } = StatusErrors.BadRequest("invalid patch format of primitive list");

    public static StatusError BadRetainKeys { get; } = StatusErrors.BadRequest("invalid patch format of retainKeys");

    public static StatusError BadOrder { get; } = StatusErrors.BadRequest("invalid patch format of setElementOrder list");

    public static StatusError MixedList { get; } = StatusErrors.Unclassified("list element types are not identical");

    public static StatusError MergeInList { get; } = StatusErrors.Unclassified("merging lists cannot yet be specified in the patch");

    public static StatusError NoKeyDeclared { get; } = StatusErrors.Unclassified("cannot merge lists without merge key");

    public static StatusError NoMergeKey(string key) =>
        StatusErrors.Unclassified($"an entry of a list does not contain declared merge key: {key}");

    public static StatusError UnknownDirective(string value) => StatusErrors.Unclassified($"unknown patch type: {value}");

    public static StatusError NotAList(string member) => StatusErrors.Unclassified($"{member}: expected a list");

    public static StatusError OrderDoesNotMatch(string list) =>
        StatusErrors.Unclassified($"The order in patch list: {list} doesn't match {Directives.SetOrder} list");
}
