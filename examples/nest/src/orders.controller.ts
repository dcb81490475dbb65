import { Body, Controller, HttpException, Param, Post } from '@nestjs/common'
import { Session, WppError } from 'wppkit'

/** Tells customers about their orders. */
@Controller('orders')
export class OrdersController {
  constructor(private readonly shop: Session) {}

  @Post(':id/notify')
  async notify(@Param('id') id: string, @Body() body: { phone: string; text: string }) {
    try {
      const sent = await this.shop.sendText(body.phone, body.text, { idempotencyKey: `order-${id}` })
      return { messageId: sent.id }
    } catch (error) {
      if (!(error instanceof WppError)) throw error
      const { code, message, hint } = error
      throw new HttpException({ code, message, hint }, error.delivery === 'not_sent' ? 422 : 504)
    }
  }
}
