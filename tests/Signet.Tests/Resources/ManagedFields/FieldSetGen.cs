using System.Text.Json.Nodes;
using CsCheck;
using Signet.Core.Resources.FieldSets;

namespace Signet.Tests.Resources.ManagedFields;

/// <summary>Generates sets over few names, so that two sets often share paths.</summary>
internal static class FieldSetGen
{
    private static readonly Gen<PathElement> Element = Gen.OneOf(
        OneOf("a", "b", "kind", "ü", "😀").Select(PathElement.Field),
        Gen.Int[0, 2].Select(number => PathElement.Key([new("name", $"x{number}"), new("port", number)])),
        OneOf("p", "q\"<").Select(text => PathElement.Value(JsonValue.Create(text))),
        Gen.Int[0, 12].Select(PathElement.Index));

    private static readonly Gen<PathElement[]> Path = Element.Array[1, 4];

    public static readonly Gen<FieldSet> Set = Path.Array[0, 8].Select(paths => FieldSet.Of(paths));

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);
}
