using Signet.Core.Primitives;

namespace Signet.Server.Hosting.Stores;

/// <summary>A stored value that cannot be read.</summary>
/// <param name="Key">The key in the store.</param>
/// <param name="Revision">The revision of the value.</param>
/// <param name="Reason">Why it cannot be read; never a part of the value.</param>
internal sealed record StoreFinding(string Key, Revision Revision, string Reason);
