using System.Text.Json;

namespace Signet.Core.Resources.Tables;

/// <summary>Writes the cell of one column for one object: exactly one JSON value.</summary>
/// <param name="item">The object in canonical form; the items of a list lack kind and apiVersion.</param>
/// <param name="now">The time for ages.</param>
internal delegate void CellWriter(Utf8JsonWriter cells, JsonElement item, DateTimeOffset now);
