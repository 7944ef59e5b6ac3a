using System.Text.Json;

namespace Signet.Core.Schema;

/// <summary>Leaves the depths of a document at its first value of a wrong type; never passes <see cref="ObjectDecoder"/>.</summary>
internal sealed class WrongTypeException(string message) : Exception(message)
{
    public static WrongTypeException At(string path, string expected, JsonTokenType came) =>
        new($"{(path.Length == 0 ? "the document" : path)}: expected {expected}, not {Name(came)}");

    private static string Name(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        _ => "null",
    };
}
