using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Signet.TestHost;

/// <summary>Before the pipeline of the server: carries out what an advanced clock made due, and begins the record of the request.</summary>
internal sealed class RequestHooks(RequestJournal journal, TestOrigin origin, DueKeys due) : IStartupFilter
{
    /// <inheritdoc/>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => application =>
    {
        application.Use(async (http, pipeline) =>
        {
            var isRecorded = !origin.Made(http);
            if (isRecorded)
            {
                journal.Begin(http);
            }

            try
            {
                await due.RunAsync(http.RequestAborted).ConfigureAwait(false);
                await pipeline(http).ConfigureAwait(false);
            }
            finally
            {
                if (isRecorded)
                {
                    RequestJournal.End(http);
                }
            }
        });
        next(application);
    };
}
