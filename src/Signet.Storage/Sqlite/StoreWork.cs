using Signet.Core.Primitives;
using Signet.Core.Storage;

namespace Signet.Storage.Sqlite;

/// <summary>A work item of the writer. It may run again after a rollback.</summary>
internal abstract class StoreWork
{
    /// <summary>Whether it may use the disk reserve.</summary>
    public abstract bool MayUseReserve { get; }

    /// <summary>The approximate number of bytes that it writes.</summary>
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

    /// <summary>Frees space in the file, so that it may use the disk reserve.</summary>
    internal sealed class Compaction(Revision before) : StoreWork
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override bool MayUseReserve => true;

        public override void Run(SqliteWriter writer) => writer.Compact(before);

        public override void Finish() => Done.TrySetResult();

        public override void Fail(Exception exception) => Done.TrySetException(exception);
    }

    /// <summary>Writes like a commit, without a lasting change.</summary>
    internal sealed class Probe : StoreWork
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override bool MayUseReserve => false;

        public override void Run(SqliteWriter writer) => writer.Probe();

        public override void Finish() => Done.TrySetResult();

        public override void Fail(Exception exception) => Done.TrySetException(exception);
    }
}
