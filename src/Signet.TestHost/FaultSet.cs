using System.Collections.Immutable;

namespace Signet.TestHost;

/// <summary>
/// Faults that a test plants into the server. They affect requests that the server has authenticated and allowed (anonymous ones, too), in the place of the
/// real answer; other requests get their real refusal. The methods of <see cref="SignetTestServer"/> are not affected. When several faults match, all delays
/// and the first answer count.
/// </summary>
public sealed class FaultSet
{
    private ImmutableArray<Fault> _faults = [];

    internal FaultSet()
    {
    }

    /// <summary>Answers late, by the machine's clock.</summary>
    /// <param name="delay">The time before the answer.</param>
    /// <param name="path">The paths; <c>*</c> stands for any characters.</param>
    /// <param name="times">The number of requests.</param>
    public Fault Delay(TimeSpan delay, string path = "*", int times = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return Add(new Fault(this, path, times) { Delay = delay });
    }

    /// <summary>Answers with an error, a Status of Kubernetes.</summary>
    /// <param name="statusCode">The status code, 400 to 599.</param>
    /// <param name="path">The paths; <c>*</c> stands for any characters.</param>
    /// <param name="times">The number of requests.</param>
    public Fault Fail(int statusCode, string path = "*", int times = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(statusCode, 400);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(statusCode, 599);
        return Add(new Fault(this, path, times) { Status = statusCode });
    }

    /// <summary>Answers 401 as if the credential were not accepted.</summary>
    /// <param name="times">The number of requests.</param>
    /// <param name="path">The paths; <c>*</c> stands for any characters.</param>
    public Fault Unauthorized(int times = 1, string path = "*") => Fail(401, path, times);

    /// <summary>Answers 503 for the JWKS of each issuer, until the fault is disposed. Discovery documents are served.</summary>
    public Fault JwksUnavailable() => Fail(503, "*/openid/v1/jwks");

    /// <summary>Ends all faults.</summary>
    public void Clear() => ImmutableInterlocked.InterlockedExchange(ref _faults, []);

    /// <summary>The faults that affect a request. Counts it.</summary>
    internal (TimeSpan Delay, int Status) Take(string path)
    {
        var (delay, status) = (TimeSpan.Zero, 0);
        foreach (var fault in _faults)
        {
            if ((status == 0 || fault.Status == 0) && fault.TryHit(path))
            {
                delay += fault.Delay;
                status = status == 0 ? fault.Status : status;
            }
        }

        return (delay, status);
    }

    internal void Remove(Fault fault) => ImmutableInterlocked.Update(ref _faults, static (faults, ended) => faults.Remove(ended), fault);

    private Fault Add(Fault fault)
    {
        ImmutableInterlocked.Update(ref _faults, static (faults, added) => faults.Add(added), fault);
        return fault;
    }
}
