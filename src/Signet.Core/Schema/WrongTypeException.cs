using System.Text.Json;

namespace Signet.Core.Schema;

/// <summary>A value of a wrong type. <see cref="ObjectDecoder"/> catches it.</summary>
internal sealed class WrongTypeException(string message) : Exception(message)
{
    public static WrongTypeException At(ValuePath path, string expected, JsonTokenType actual) => At(path.ToString(), expected, actual);

    public static WrongTypeException At(string path, string expected, JsonTokenType actual) =>
        new($"{(path.Length == 0 ? "the document" : path)}: expected {expected}, not {Name(actual)}");

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
