using Microsoft.Extensions.DependencyInjection;
using Signet.Server.FlowControl;
using Signet.Server.Hosting.Parts;

namespace Signet.Server.Hosting.Services;

/// <summary>Registers priority and fairness, and the rates of issuing.</summary>
internal static class FlowServices
{
    /// <summary>Registers the services.</summary>
    public static void AddFlowControl(this IServiceCollection services, ServerParts parts)
    {
        var overload = parts.Options.Overload;
        services.AddSingleton(new FlowControlOptions
        {
            IsFair = overload.IsFair,
            Seats = SeatPlan.Of(parts).SeatsFor(overload, reviewsWait: parts.Access.TokenWebhook is not null),
            MaxWatches = overload.MaxWatches,
            MaxWatchesPerCaller = overload.MaxWatchesPerUser,
        });
        services.AddSingleton<ListWidths>();
        services.AddSingleton<FlowControlMetrics>();
        services.AddSingleton<RequestFlow>();
        services.AddSingleton(new IssueRateOptions(overload.IssueRate, overload.IssueBurst ?? Math.Max(1, (int)Math.Ceiling(overload.IssueRate * 10))));
        services.AddSingleton<IssueRates>();
    }
}
