using System.Text.Json;
using Signet.Core.Schema.Protobuf;

namespace Signet.Server.Endpoints.OpenApi;

/// <summary>Writes one field of a message from what JSON has for it.</summary>
/// <param name="writer">Where to.</param>
/// <param name="tag">The field's number.</param>
/// <param name="value">The value.</param>
internal delegate void GnosticPart(WireWriter writer, int tag, JsonElement value);
