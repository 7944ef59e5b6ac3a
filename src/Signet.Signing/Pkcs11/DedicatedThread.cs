namespace Signet.Signing.Pkcs11;

/// <summary>Runs native code that may block, without a thread of the thread pool.</summary>
internal static class DedicatedThread
{
    /// <summary>Runs a function on a new thread, which does not keep the process alive.</summary>
    public static Task RunAsync(string name, Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                work();
                done.SetResult();
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                done.SetException(exception);
            }
        })
        {
            IsBackground = true,
            Name = name,
        }.Start();
        return done.Task;
    }
}
