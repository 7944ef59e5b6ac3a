using Signet.Core.Objects;

namespace Signet.Core.Resources.Patching;

/// <summary>What a patch made of an object.</summary>
/// <param name="Document">The new state, checked against the schema.</param>
/// <param name="StrictIssues">What a strict reading objects to, in the patch and in what came of it: <c>unknown field "spec.x"</c>.</param>
internal sealed record PatchedObject(ObjectDocument Document, IReadOnlyList<string> StrictIssues);
