using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Storage.Copying;

/// <summary>
/// The record of an unfinished copy in its target. It is written before the first value, changed in the commit of each batch, and removed when the copy
/// has been verified. A store with this record is not served.
/// </summary>
internal sealed record CopyRecord
{
    /// <summary>The key of the record.</summary>
    public const string Key = "/signet/copy";

    /// <summary>The source, for messages.</summary>
    public required string Source { get; init; }

    /// <summary>The revision of the source that is copied.</summary>
    public required Revision Revision { get; init; }

    /// <summary>The number of keys in the target.</summary>
    public long Copied { get; init; }

    /// <summary>The last key in the target; empty before the first.</summary>
    public string Last { get; init; } = "";

    /// <summary>Parses a record.</summary>
    /// <exception cref="StoreFormatException">It is none.</exception>
    public static CopyRecord Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            if (JsonNode.Parse(json) is JsonObject root && root.GetInteger("revision") is { } revision && root.GetInteger("copied") is { } copied)
            {
                return new CopyRecord { Source = root.GetString("source"), Revision = new Revision(revision), Copied = copied, Last = root.GetString("last") };
            }
        }
        catch (JsonException exception)
        {
            throw new StoreFormatException($"the record {Key} cannot be read", exception);
        }

        throw new StoreFormatException($"the record {Key} cannot be read");
    }

    /// <summary>The stored form.</summary>
    public byte[] ToJson() => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["source"] = Source,
        ["revision"] = Revision.Value,
        ["copied"] = Copied,
        ["last"] = Last,
    }.ToJsonString());

    /// <summary>The state of the copy in words.</summary>
    public override string ToString() => $"an unfinished copy of {Source} at revision {Revision}, with {Copied} keys so far";
}
