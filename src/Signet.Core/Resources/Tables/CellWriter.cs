using System.Text.Json;

namespace Signet.Core.Resources.Tables;

/// <summary>Writes what one column shows of one object: one JSON value.</summary>
/// <param name="cells">Where to.</param>
/// <param name="item">The object, in canonical form; a list's items lack kind and apiVersion.</param>
/// <param name="now">For ages.</param>
internal delegate void CellWriter(Utf8JsonWriter cells, JsonElement item, DateTimeOffset now);
