using System.Text.Json;

namespace Signet.Core.Schema;

/// <summary>
/// Limits the values of a document in any format: objects, lists and scalars. Two bytes of JSON, YAML or protobuf become an object of more than a hundred
/// in memory, and validation and ownership of fields cost as much again. Kubernetes has no such limit.
/// </summary>
internal struct ValueBudget
{
    /// <summary>More than the values of an object of the largest stored size whose fields have names and owners.</summary>
    public const int MaxValues = 100_000;

    /// <summary>What an object counts as: an empty one gets defaults, owners and errors.</summary>
    public const int ObjectCost = 4;

    private int _taken;

    /// <summary>What is wrong with a document that has more.</summary>
    public static string Fault { get; } = $"there are more than {MaxValues} values (an object counts as {ObjectCost})";

    /// <summary>Counts one value; false when there are too many.</summary>
    /// <param name="isObject">Whether it is an object, and no list or scalar.</param>
    public bool TryTake(bool isObject) => (_taken += isObject ? ObjectCost : 1) <= MaxValues;

    /// <summary>Reads the current value of a reader to its end, and counts it and what is in it.</summary>
    /// <returns>False when there are too many.</returns>
    /// <exception cref="JsonException">The value is malformed.</exception>
    public bool TrySkip(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        do
        {
            if (reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.EndObject or JsonTokenType.EndArray) &&
                !TryTake(reader.TokenType == JsonTokenType.StartObject))
            {
                return false;
            }
        }
        while ((reader.CurrentDepth > depth || reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) && reader.Read());

        return true;
    }
}
