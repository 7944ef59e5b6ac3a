using System.Text.Json;
using Signet.Core.Schema.Protobuf;

namespace Signet.Server.Endpoints.OpenApi;

/// <summary>Writes one field of a message from its JSON value.</summary>
/// <param name="writer">The output.</param>
/// <param name="tag">The field's number.</param>
/// <param name="value">The value.</param>
internal delegate void GnosticPart(WireWriter writer, int tag, JsonElement value);
