using Signet.Core.Resources.ManagedFields;

namespace Signet.Core.Resources.Patching;

/// <summary>The options of a server-side apply.</summary>
/// <param name="Force">Whether to take fields from other owners.</param>
/// <param name="IsStrict">Whether a duplicate field is an error.</param>
internal sealed record ApplyOptions(FieldManager Manager, bool Force, bool IsStrict, DateTimeOffset Now);
