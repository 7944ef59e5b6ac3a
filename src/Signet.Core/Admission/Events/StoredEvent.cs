using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Admission.Events;

/// <summary>The properties of an event that its retention depends on.</summary>
/// <param name="Key">The namespace and name.</param>
/// <param name="Revision">The revision of its last write.</param>
/// <param name="WrittenAt">The time of its last write.</param>
/// <param name="Size">The size in bytes of JSON.</param>
internal sealed record StoredEvent(ObjectKey Key, Revision Revision, DateTimeOffset WrittenAt, int Size);
