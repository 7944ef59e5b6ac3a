namespace Signet.Signing.Pkcs11;

/// <summary>One signature to be made. Completed by the thread of a session; its waiters continue on the thread pool.</summary>
/// <param name="mechanism">The mechanism.</param>
/// <param name="input">Its input; nothing changes it.</param>
internal sealed class SigningJob(SigningMechanism mechanism, byte[] input) : TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private volatile bool _isAbandoned;

    public SigningMechanism Mechanism => mechanism;

    public byte[] Input => input;

    /// <summary>The number of sessions that failed to sign it.</summary>
    public int Failures { get; set; }

    /// <summary>Whether the caller has stopped waiting.</summary>
    public bool IsAbandoned => _isAbandoned;

    /// <summary>Whether a session has begun to sign it.</summary>
    public bool IsStarted { get; set; }

    /// <summary>The caller has stopped waiting: a session that has not begun does not sign it.</summary>
    public void Abandon() => _isAbandoned = true;
}
