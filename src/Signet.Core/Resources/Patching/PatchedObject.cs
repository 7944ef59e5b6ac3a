using Signet.Core.Objects;

namespace Signet.Core.Resources.Patching;

/// <summary>The result of a patch.</summary>
/// <param name="Document">The new state, validated against the schema.</param>
/// <param name="StrictIssues">The errors of strict field validation, of the patch and of the result: <c>unknown field "spec.x"</c>.</param>
internal sealed record PatchedObject(ObjectDocument Document, IReadOnlyList<string> StrictIssues);
