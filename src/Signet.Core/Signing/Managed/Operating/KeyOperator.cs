using Signet.Core.Primitives;
using Signet.Core.Signing.Managed.Schedule;
using Signet.Core.Signing.Ring;
using Signet.Core.Storage;

namespace Signet.Core.Signing.Managed.Operating;

/// <summary>
/// Carries out the operations of operators. When the task completes, the ring has what was committed: reviews that begin afterwards refuse tokens of
/// a revoked key, and no other process issues one.
/// </summary>
/// <param name="keys">The keys of the store.</param>
/// <param name="ring">The ring of this process; null when it serves nothing.</param>
/// <param name="time">The clock.</param>
internal sealed class KeyOperator(ManagedKeys keys, ManagedRing? ring, TimeProvider time)
{
    private readonly IssuingWindow _issuing = new(keys.IsShared, time);

    /// <summary>Carries out a request.</summary>
    /// <returns>
    /// The result; or a 400 for an impossible operation, a 409 for one that has to be confirmed (each consequence is a cause) or that lost against
    /// other replicas again and again, a 500 when the keys cannot be opened.
    /// </returns>
    public async ValueTask<Outcome<KeyReport>> RunAsync(KeyRequest request, CancellationToken cancellationToken)
    {
        var outcome = await CarryOutAsync(request, cancellationToken).ConfigureAwait(false);
        if (request is { Action: KeyAction.Revoke, IsDryRun: false })
        {
            // Also after an error: a former attempt of the operator may have revoked the key a moment ago.
            await _issuing.CloseAsync(cancellationToken).ConfigureAwait(false);
        }

        return outcome;
    }

    private async ValueTask<Outcome<KeyReport>> CarryOutAsync(KeyRequest request, CancellationToken cancellationToken)
    {
        try
        {
            if (!(await ChangeAsync(request, cancellationToken).ConfigureAwait(false)).TryGetValue(out var change, out var error))
            {
                return error;
            }

            if (!request.IsDryRun && Use(change.After) is { } fault)
            {
                return fault;
            }

            var decided = request.IsDryRun ? change.Transitions : [];
            return new KeyReport(change, KeySchedule.After(keys.Policy, change.After.Keys, decided, time.GetUtcNow()));
        }
        catch (ManagedKeyException exception)
        {
            // Names records, no key material.
            return StatusErrors.InternalError(exception.Message);
        }
    }

    private StatusError? Use(StoredKeys stored)
    {
        try
        {
            ring?.Use(stored);
            return null;
        }
        catch (Exception exception) when (exception is ManagedKeyException or KeyRingException)
        {
            return StatusErrors.InternalError($"the change is in the store, but this server cannot use it and goes on with the former keys: {exception.Message}");
        }
    }

    private async ValueTask<Outcome<KeyChange>> ChangeAsync(KeyRequest request, CancellationToken cancellationToken)
    {
        switch (request.Action)
        {
            case KeyAction.List or KeyAction.Plan or KeyAction.Documents:
                return new KeyChange([], await keys.LoadAsync(cancellationToken).ConfigureAwait(false));
            case KeyAction.Reseal:
                return await keys.ResealAsync(request.IsDryRun, cancellationToken).ConfigureAwait(false);
            default:
                return await keys.OperateAsync(
                    operations => Decide(operations, request), request.IsConfirmed, request.IsDryRun, cancellationToken).ConfigureAwait(false);
        }
    }

    private Outcome<KeyOperation> Decide(KeyOperations operations, KeyRequest request)
    {
        var algorithm = request.Algorithm ?? keys.Policy.DefaultAlgorithm;
        return request.Action switch
        {
            KeyAction.Confirm => operations.Confirm([.. request.KeyIds], request.Targets),
            KeyAction.Prepare => operations.Prepare(algorithm),
            KeyAction.Rotate => operations.Rotate(algorithm),
            KeyAction.Activate => operations.Activate(request.KeyId),
            KeyAction.Retire => operations.Retire(request.KeyId),
            KeyAction.Revoke => operations.Revoke(request.KeyId),
            _ => throw new ArgumentOutOfRangeException(nameof(request)),
        };
    }
}
