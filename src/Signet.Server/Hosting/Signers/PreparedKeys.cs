using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Signet.Core.Signing.Ring;
using Signet.Signing.External.Protocol;

namespace Signet.Server.Hosting.Signers;

/// <summary>
/// The answer to <c>FetchKeys</c>, serialized once for each set of keys: the keys of the JWKS in its order, and those that only verify. Its
/// timestamp changes only with the keys.
/// </summary>
/// <param name="ring">The keys.</param>
/// <param name="refreshHint">After what time clients fetch them again.</param>
/// <param name="timestamps">When the keys became what they are.</param>
/// <param name="time">The clock.</param>
internal sealed class PreparedKeys(KeyRing ring, TimeSpan refreshHint, KeySetTimestamps timestamps, TimeProvider time)
{
    private readonly Lock _lock = new();
    private volatile Prepared? _prepared;

    /// <summary>The answer at present.</summary>
    public byte[] Current
    {
        get
        {
            var now = time.GetUtcNow();
            var snapshot = ring.Current;
            var phase = snapshot.At(now);
            var prepared = _prepared;
            return prepared is not null && ReferenceEquals(prepared.Phase, phase) ? prepared.Answer : Prepare(snapshot, phase, now);
        }
    }

    private byte[] Prepare(KeyRingSnapshot snapshot, KeyRingPhase phase, DateTimeOffset now)
    {
        var answer = new FetchKeysResponse();
        foreach (var key in snapshot.Keys)
        {
            if (key.IsPublishedAt(now) || (!key.IsInKeySet && key.VerifiesAt(now)))
            {
                answer.Keys.Add(new Key
                {
                    KeyId = key.KeyId,
                    Key_ = ByteString.CopyFrom(key.Key.SubjectPublicKeyInfo.Span),
                    ExcludeFromOidcDiscovery = !key.IsInKeySet,
                });
            }
        }

        lock (_lock)
        {
            var keys = Convert.ToHexStringLower(SHA256.HashData(answer.ToByteArray()));
            if (_prepared is { } before && before.Keys == keys)
            {
                _prepared = before with { Phase = phase };
                return before.Answer;
            }

            answer.DataTimestamp = Timestamp.FromDateTimeOffset(timestamps.Of(keys, now));
            answer.RefreshHintSeconds = (long)refreshHint.TotalSeconds;
            _prepared = new Prepared(phase, keys, answer.ToByteArray());
            return _prepared.Answer;
        }
    }

    /// <param name="Phase">The phase of the ring that it was last compared with.</param>
    /// <param name="Keys">The hash of the keys.</param>
    /// <param name="Answer">The serialized answer.</param>
    private sealed record Prepared(KeyRingPhase Phase, string Keys, byte[] Answer);
}
