using Microsoft.Extensions.Options;
using RiskMonitor.Grains.Digests;
using RiskMonitor.Grains.Trusts;

namespace RiskMonitor.Silo.Digests;

/// <summary>What a silo needs to write digests and to send them.</summary>
internal static class DigestHosting
{
    public static IServiceCollection AddDigests(this IServiceCollection services)
    {
        services.AddOptions<MailOptions>().BindConfiguration(MailOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<NotificationOptions>().BindConfiguration(NotificationOptions.Section).ValidateDataAnnotations()
            .Validate<IOptions<MailOptions>>(
                (notifications, mail) => notifications.Channels.Count == 0 || (notifications.PublicAddress ?? mail.Value.PublicAddress) is not null,
                $"{NotificationOptions.Section}:{nameof(NotificationOptions.PublicAddress)} must be the address of the dashboard, where {MailOptions.Section}:{nameof(MailOptions.PublicAddress)} is not set.")
            .ValidateOnStart();
        services.AddSingleton(KnownStaff.None);
        services.AddSingleton<StaffDirectory>();
        services.AddSingleton<ChannelBook>();
        services.AddSingleton<DigestStore>();
        services.AddSingleton<DigestRound>();
        services.AddSingleton<OfficerRound>();
        services.AddSingleton<DigestPost>();
        services.AddSingleton<ICourier, MailCourier>().AddSingleton<ICourier, ChannelCourier>();
        services.AddHttpClient(ChannelCourier.Client, http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(provider => OutboundConnections.Handler(provider.GetRequiredService<IOptions<NotificationOptions>>().Value.AllowPrivate))
            // The framework's own request log writes addresses, and that of a Teams webhook is a secret.
            .RemoveAllLoggers();
        return services;
    }
}
