namespace Signet.Core.Schema;

/// <summary>The errors of strict decoding, in the order of the document; as many as Kubernetes keeps (<c>sigs.k8s.io/json</c>).</summary>
internal static class StrictIssues
{
    private const int MaxKept = 100;

    /// <summary>Adds a field that the schema does not have.</summary>
    public static void AddUnknown(this List<string> issues, ValuePath path, string name) => issues.AddWithin("unknown", path, name);

    /// <summary>Adds a field that an object has twice.</summary>
    public static void AddDuplicate(this List<string> issues, ValuePath path, string name) => issues.AddWithin("duplicate", path, name);

    private static void AddWithin(this List<string> issues, string fault, ValuePath path, string name)
    {
        if (issues.Count < MaxKept)
        {
            issues.Add($"{fault} field \"{path.Join(name)}\"");
        }
    }
}
