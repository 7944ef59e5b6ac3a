using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Patching;

/// <summary>
/// A change that a client describes instead of the whole new object. Read once, applied to the newest state as often as somebody
/// else is faster; applying it leaves the patch as it was.
/// </summary>
internal interface IObjectPatch
{
    /// <summary>Makes the new state of an object; <paramref name="current"/> may be changed on the way.</summary>
    Outcome<PatchedObject> ApplyTo(ObjectDocument current);
}
