using RiskMonitor.Grains.Digests;
using RiskMonitor.Grains.Trusts;

namespace RiskMonitor.Silo.Digests;

/// <summary>What a silo needs to write digests and to send them.</summary>
internal static class DigestHosting
{
    public static IServiceCollection AddDigests(this IServiceCollection services)
    {
        services.AddOptions<MailOptions>().BindConfiguration(MailOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<NotificationOptions>().BindConfiguration(NotificationOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(KnownStaff.None);
        services.AddSingleton<StaffDirectory>();
        services.AddSingleton<ChannelBook>();
        services.AddSingleton<DigestStore>();
        services.AddSingleton<DigestRound>();
        services.AddSingleton<DigestPost>();
        services.AddSingleton<ICourier, MailCourier>();
        return services;
    }
}
