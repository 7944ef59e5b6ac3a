namespace Signet.Core.Resources.FieldSets;

/// <summary>Formats paths as in error texts: <c>.spec.containers[name="a"].image</c>.</summary>
internal static class FieldPath
{
    public static string Show(IEnumerable<PathElement> path) => string.Concat(path);
}
