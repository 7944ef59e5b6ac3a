using System.Text.Json;
using Signet.Core.Schema;

namespace Signet.Core.Signing.Jose;

/// <summary>
/// Reads one JSON object from an untrusted source member by member and never throws: after the first error every step fails.
/// </summary>
internal ref struct StrictJson
{
    private Utf8JsonReader _reader;
    private bool _isFaulty;

    public StrictJson(ReadOnlySpan<byte> json)
    {
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 16 });
        _isFaulty = !JsonUnicode.IsValid(json);
    }

    /// <summary>Whether the object is complete and no data follows it.</summary>
    public bool IsAtEnd => !_isFaulty && _reader.TokenType == JsonTokenType.EndObject && _reader.CurrentDepth == 0 && !TryRead() && !_isFaulty;

    /// <summary>The current token.</summary>
    public readonly JsonTokenType Token => _reader.TokenType;

    /// <summary>Reads the start of an object.</summary>
    public bool TryStartObject() => TryRead() && _reader.TokenType == JsonTokenType.StartObject;

    /// <summary>Reads the name of the next member; false at the end of the object.</summary>
    public bool TryNextMember() => TryRead() && _reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>Whether the current member has this name.</summary>
    public readonly bool NameIs(ReadOnlySpan<byte> name) => _reader.ValueTextEquals(name);

    /// <summary>Reads a string.</summary>
    public bool TryReadString(out string text)
    {
        text = "";
        return TryRead() && TryGetString(out text);
    }

    /// <summary>Returns the current token, if it is a string.</summary>
    public bool TryGetString(out string text)
    {
        text = "";
        if (_reader.TokenType != JsonTokenType.String)
        {
            return false;
        }

        text = _reader.GetString()!;
        return true;
    }

    /// <summary>Reads a time in seconds (RFC 7519, NumericDate); a fraction is truncated.</summary>
    public bool TryReadTime(out long seconds)
    {
        seconds = 0;
        if (!TryRead() || _reader.TokenType != JsonTokenType.Number)
        {
            return false;
        }

        if (_reader.TryGetInt64(out seconds))
        {
            return true;
        }

        if (!_reader.TryGetDouble(out var number) || !(Math.Abs(number) < 1e15))
        {
            return false;
        }

        seconds = (long)number;
        return true;
    }

    /// <summary>Skips a value.</summary>
    public bool TrySkip()
    {
        try
        {
            return TryRead() && _reader.TrySkip();
        }
        catch (JsonException)
        {
            _isFaulty = true;
            return false;
        }
    }

    /// <summary>Reads the next token.</summary>
    public bool TryRead()
    {
        if (_isFaulty)
        {
            return false;
        }

        try
        {
            return _reader.Read();
        }
        catch (JsonException)
        {
            _isFaulty = true;
            return false;
        }
    }
}
