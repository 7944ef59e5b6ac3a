namespace Signet.Core.Resources.FieldSets;

/// <summary>Paths as error texts show them: <c>.spec.containers[name="a"].image</c>.</summary>
internal static class FieldPath
{
    public static string Show(IEnumerable<PathElement> path) => string.Concat(path);
}
