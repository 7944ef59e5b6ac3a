using System.Text;
using System.Text.Json;
using Signet.Core.Objects;

namespace Signet.Core.Resources.Selectors;

/// <summary>A <see cref="FieldRequirement"/> for a field of a kind. Reads the value from the bytes of an object without allocations.</summary>
internal sealed class FieldCondition(SelectableField field, bool isEqual, string value)
{
    private readonly byte[] _value = Encoding.UTF8.GetBytes(value);
    private readonly bool _isMissingMeant = field.Missing == value;
    private readonly FieldCondition? _otherwise = field.Otherwise is { } otherwise ? new FieldCondition(otherwise, isEqual: true, value) : null;

    public bool Matches(StoredObject candidate) => isEqual == (field.FromHeader is { } read
        ? string.Equals(read(candidate), value, StringComparison.Ordinal)
        : Matches(field.FromJson is { } json ? json(candidate).Span : candidate.Json.Span));

    private bool Matches(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        for (var depth = 0; depth < field.Path.Count; depth++)
        {
            if (reader.TokenType != JsonTokenType.StartObject || !MoveTo(ref reader, field.Path[depth]))
            {
                return _otherwise?.Matches(json) ?? _isMissingMeant;
            }
        }

        return reader.TokenType switch
        {
            JsonTokenType.String => reader.ValueTextEquals(_value),
            JsonTokenType.True => value == "true",
            JsonTokenType.False => value == "false",
            _ => _isMissingMeant,
        };
    }

    private static bool MoveTo(ref Utf8JsonReader reader, byte[] member)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMatch = reader.ValueTextEquals(member);
            reader.Read();
            if (isMatch)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }
}
