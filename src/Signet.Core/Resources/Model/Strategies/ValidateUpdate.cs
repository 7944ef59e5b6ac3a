using Signet.Core.Objects;
using Signet.Core.Primitives;

namespace Signet.Core.Resources.Model.Strategies;

/// <summary>Adds every error of an update.</summary>
/// <param name="updated">The new state; not changed.</param>
/// <param name="current">The current state; not changed.</param>
/// <param name="errors">Receives the errors.</param>
internal delegate void ValidateUpdate(ObjectDocument updated, ObjectDocument current, FieldErrors errors);
