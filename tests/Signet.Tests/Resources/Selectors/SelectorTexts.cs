using CsCheck;

namespace Signet.Tests.Resources.Selectors;

/// <summary>Texts that look like selectors and mostly are none: tokens of the grammar in any order, and letters of all kinds.</summary>
internal static class SelectorTexts
{
    private static readonly string[] LabelTokens =
        ["a", "in", "notin", "(", ")", ",", "!", "=", "==", "!=", ">", "<", " ", "\t", "5", "-", "a/b", "a/b/c", "é", "\ud83d\ude00", "\\", "'", "\0"];

    private static readonly string[] FieldTokens =
        ["metadata.name", "metadata.namespace", "spec.nodeName", "=", "==", "!=", ",", "\\", "\\,", "\\=", " ", "é", "\ud83d\ude00", "(", "\0"];

    /// <summary>For labels.</summary>
    public static Gen<string> Labels { get; } = Gen.OneOf(Gen.OneOf(LabelTokens).Array[0, 12].Select(string.Concat), Gen.String[0, 20]);

    /// <summary>For fields.</summary>
    public static Gen<string> Fields { get; } = Gen.OneOf(Gen.OneOf(FieldTokens).Array[0, 10].Select(string.Concat), Gen.String[0, 20]);
}
