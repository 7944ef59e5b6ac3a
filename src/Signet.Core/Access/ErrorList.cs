namespace Signet.Core.Access;

/// <summary>Joins error messages as Kubernetes does (apimachinery, <c>pkg/util/errors</c> Aggregate).</summary>
internal static class ErrorList
{
    /// <summary>A single message as it is, several in brackets, duplicates once; empty for none.</summary>
    public static string Join(IReadOnlyList<string> errors)
    {
        var distinct = errors.Distinct(StringComparer.Ordinal).ToList();
        return distinct.Count switch
        {
            0 => "",
            1 => distinct[0],
            _ => $"[{string.Join(", ", distinct)}]",
        };
    }
}
