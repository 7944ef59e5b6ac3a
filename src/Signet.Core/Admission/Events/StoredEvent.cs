using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Admission.Events;

/// <summary>An event as far as its retention goes.</summary>
/// <param name="Key">Its namespace and name.</param>
/// <param name="Revision">The revision of its last write.</param>
/// <param name="WrittenAt">The time of its last write.</param>
/// <param name="Size">Its bytes of JSON.</param>
internal sealed record StoredEvent(ObjectKey Key, Revision Revision, DateTimeOffset WrittenAt, int Size);
