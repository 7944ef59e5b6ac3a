using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Patching;

/// <summary>A parsed patch. A write applies it to the newest state, again after each conflict, so applying it must not change the patch.</summary>
internal interface IObjectPatch
{
    /// <summary>Returns the new state of an object; may change <paramref name="current"/>.</summary>
    Outcome<PatchedObject> ApplyTo(ObjectDocument current);
}
