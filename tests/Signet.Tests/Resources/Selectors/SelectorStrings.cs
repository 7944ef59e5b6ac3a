using CsCheck;

namespace Signet.Tests.Resources.Selectors;

/// <summary>
/// Generates strings that resemble selectors and are mostly malformed: tokens of the grammar in any order, and arbitrary characters.
/// </summary>
internal static class SelectorStrings
{
    private static readonly string[] LabelTokens =
        ["a", "in", "notin", "(", ")", ",", "!", "=", "==", "!=", ">", "<", " ", "\t", "5", "-", "a/b", "a/b/c", "é", "\ud83d\ude00", "\\", "'", "\0"];

    private static readonly string[] FieldTokens =
        ["metadata.name", "metadata.namespace", "spec.nodeName", "=", "==", "!=", ",", "\\", "\\,", "\\=", " ", "é", "\ud83d\ude00", "(", "\0"];

    public static Gen<string> Labels { get; } = Gen.OneOf(Gen.OneOf(LabelTokens).Array[0, 12].Select(string.Concat), Gen.String[0, 20]);

    public static Gen<string> Fields { get; } = Gen.OneOf(Gen.OneOf(FieldTokens).Array[0, 10].Select(string.Concat), Gen.String[0, 20]);
}
