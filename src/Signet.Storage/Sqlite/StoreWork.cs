using Signet.Core.Primitives;
using Signet.Core.Storage;

namespace Signet.Storage.Sqlite;

/// <summary>Something for the writer's thread to do. It may be run again after a rollback.</summary>
internal abstract class StoreWork
{
    /// <summary>Whether it may use the reserve of a full disk.</summary>
    public abstract bool MayUseReserve { get; }

    /// <summary>About how many bytes it writes.</summary>
    public virtual long Size => 0;

    public abstract void Run(SqliteWriter writer);

    public abstract void Finish();

    public abstract void Fail(Exception exception);

    internal sealed class Change(Commit commit) : StoreWork
    {
        private CommitResult? _result;

        public TaskCompletionSource<CommitResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ChangeBatch? Batch { get; private set; }

        public override bool MayUseReserve => commit.MayUseReserve;

        public override long Size
        {
            get
            {
                var size = 0L;
                foreach (var operation in commit.Operations)
                {
                    size += operation is StoreOperation.Put put ? put.Value.Length : 0;
                }

                return size;
            }
        }

        public override void Run(SqliteWriter writer) => (_result, Batch) = writer.Apply(commit);

        public override void Finish() => Done.TrySetResult(_result!);

        public override void Fail(Exception exception) => Done.TrySetException(exception);
    }

    /// <summary>Makes room inside the file, so it may use the reserve.</summary>
    internal sealed class Compaction(Revision before) : StoreWork
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override bool MayUseReserve => true;

        public override void Run(SqliteWriter writer) => writer.Compact(before);

        public override void Finish() => Done.TrySetResult();

        public override void Fail(Exception exception) => Done.TrySetException(exception);
    }

    /// <summary>Writes as a commit does, and leaves nothing.</summary>
    internal sealed class Probe : StoreWork
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override bool MayUseReserve => false;

        public override void Run(SqliteWriter writer) => writer.Probe();

        public override void Finish() => Done.TrySetResult();

        public override void Fail(Exception exception) => Done.TrySetException(exception);
    }
}
