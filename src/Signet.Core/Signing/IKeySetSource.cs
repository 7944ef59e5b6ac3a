namespace Signet.Core.Signing;

/// <summary>Where the keys come from that tokens are verified with and that the JWKS publishes.</summary>
public interface IKeySetSource
{
    /// <summary>The keys in force now; a new snapshot is a new instance, so that what is made of one can be cached by reference.</summary>
    KeySetSnapshot Current { get; }
}
