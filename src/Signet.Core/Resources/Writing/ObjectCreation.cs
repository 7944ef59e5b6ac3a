using Signet.Core.Objects;
using Signet.Core.Resources.Model;

namespace Signet.Core.Resources.Writing;

/// <summary>One creation of one object.</summary>
/// <param name="Resource">The resource, in the form of the write.</param>
/// <param name="Document">The object, with its defaults and the namespace of the request. Each attempt writes a copy.</param>
/// <param name="Request">The options of the write.</param>
internal sealed record ObjectCreation(ResourceDefinition Resource, ObjectDocument Document, WriteRequest Request);
