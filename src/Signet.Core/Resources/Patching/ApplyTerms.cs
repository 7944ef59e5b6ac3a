using Signet.Core.Resources.ManagedFields;

namespace Signet.Core.Resources.Patching;

/// <summary>How a configuration is to be applied.</summary>
/// <param name="Manager">Who applies.</param>
/// <param name="Force">Whether to take fields from others.</param>
/// <param name="IsStrict">Whether a field given twice is a failure.</param>
/// <param name="Now">The time of the request.</param>
internal sealed record ApplyTerms(FieldManager Manager, bool Force, bool IsStrict, DateTimeOffset Now);
